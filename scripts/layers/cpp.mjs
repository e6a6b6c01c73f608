/** Checks one C++ source: Node's headers stay in the binding, and the kernel's layers do not reach up into it. */
import { BINDING } from './rules.mjs';

const NODE_HEADERS = /^(?:napi(?:-inl)?|node_api|js_native_api|node|v8|uv)(?:_types)?\.h$/;

/** Violations in `text`, the source of `file` (relative to the root, with forward slashes). */
export function checkCpp({ file, text }) {
  if (file.startsWith(BINDING)) return [];
  const violations = [];
  withoutComments(text)
    .split('\n')
    .forEach((line, index) => {
      const header = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
      if (header === undefined) return;
      const report = (rule, message) => violations.push({ file, line: index + 1, rule, message });
      if (NODE_HEADERS.test(header)) report('napi', `only ${BINDING} may include Node's headers, got <${header}>`);
      if (/(?:^|\/)binding\//.test(header)) report('napi', `only ${BINDING} may include its headers, got "${header}"`);
    });
  return violations;
}

/** The text with comments and the insides of raw strings blanked, its lines where they were. */
function withoutComments(text) {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^\s()\\]{0,16})\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(pattern, (found) => (/^["']/.test(found) ? found : found.replace(/[^\n]/g, ' ')));
}
