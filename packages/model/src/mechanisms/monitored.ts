/** What objective and control mechanisms monitor. */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import { Mechanism, OutputPort } from '../mechanism.js';
import { InputPort } from '../ports.js';

/** An output port, or a mechanism for its first one. */
export type Monitored = OutputPort | Mechanism;

/** Reads one or several of them as output ports. */
export function readMonitored(field: string, given: unknown): readonly OutputPort[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0)
    throw new ModelError('ERR_MODEL', field, 'must be at least one mechanism or output port, got none');
  return list.map((one, index) => {
    if (one instanceof OutputPort) return one;
    if (one instanceof Mechanism) return one.outputPort;
    throw new ModelError('ERR_MODEL', `${field}[${index}]`, `must be a mechanism or output port, got ${show(one)}`);
  });
}

/** An input port for each of them. */
export function monitorPorts(monitored: readonly OutputPort[]): readonly InputPort[] {
  return monitored.map(
    ({ mechanism, name, size }) => new InputPort({ name: `${mechanism.name}.${name}`, inputShapes: size }),
  );
}
