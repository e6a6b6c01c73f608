/**
 * Checks one TypeScript source against the walls, on its syntax tree: strings and comments cannot trip it, and neither a
 * dynamic import, a re-export, a type-only import nor a `require` gets past it.
 */
import { isBuiltin } from 'node:module';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { EXCEPTIONS, IMPURE_MODULES, LOADS_ADDON, MAY_READ_PROCESS, PACKAGES, READS_ONE_FILE } from './rules.mjs';

const OURS = PACKAGES.map(({ name }) => name);

/**
 * Violations in `text`, the source of `file` (relative to the root, with forward slashes) of `owner`.
 * `dependencies` are the npm packages that the owner's package.json lists.
 */
export function checkTypeScript({ file, text, owner, dependencies }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const violations = [];
  const report = (node, rule, message) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    violations.push({ file, line: line + 1, rule, message });
  };
  const context = { file, owner, dependencies, report, names: boundNames(source) };
  const visit = (node) => {
    checkImport(node, context);
    checkProcess(node, context);
    checkAddon(node, context);
    if (owner.pure) checkPurity(node, context);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return violations;
}

/** Local names for Node's `process` module and for functions that `createRequire` made. */
function boundNames(source) {
  const names = { process: new Set(['process']), require: new Set(['require']) };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) && /^(?:node:)?process$/.test(node.moduleSpecifier.text)) {
      const clause = node.importClause;
      if (clause?.name) names.process.add(clause.name.text);
      if (clause?.namedBindings && ts.isNamespaceImport(clause.namedBindings)) {
        names.process.add(clause.namedBindings.name.text);
      }
    }
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isCallOf(node.initializer, 'createRequire')) {
      names.require.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Every way to name a module: checks the name, or reports one that is computed. */
function checkImport(node, context) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    if (node.moduleSpecifier) checkSpecifier(node.moduleSpecifier, context);
  } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    checkSpecifier(node.moduleReference.expression, context);
  } else if (ts.isImportTypeNode(node)) {
    checkSpecifier(node.argument.literal ?? node.argument, context);
  } else if (ts.isCallExpression(node) && namesModule(node.expression, context.names)) {
    checkSpecifier(node.arguments[0] ?? node, context);
  }
}

/** Whether calling `callee` names a module: `import()`, `require()`, `require.resolve()`, `import.meta.resolve()`. */
function namesModule(callee, names) {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return names.require.has(callee.text);
  if (isCallOf(callee, 'createRequire')) return true;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'resolve') return false;
  return (
    ts.isMetaProperty(callee.expression) ||
    (ts.isIdentifier(callee.expression) && names.require.has(callee.expression.text))
  );
}

function checkSpecifier(node, { file, owner, dependencies, report }) {
  if (!ts.isStringLiteralLike(node)) {
    if (!owner.computedImports) report(node, 'computed-import', `${owner.name} must name what it imports in a literal`);
    return;
  }
  const specifier = node.text;
  if (specifier.startsWith('.')) {
    const target = posix.join(dirname(file), specifier);
    const isAddon = file === LOADS_ADDON && specifier.endsWith('.node');
    const isManifest = target === `${owner.folder}/package.json`;
    if (!isAddon && !isManifest && !target.startsWith(`${owner.sources}/`)) {
      report(node, 'outside-package', `${owner.name} must import only its own files by path, got '${specifier}'`);
    }
    return;
  }
  if (specifier.startsWith('node:') || isBuiltin(specifier)) {
    if (owner.pure) checkBuiltin(node, specifier.replace(/^node:/, ''), { file, owner, report });
    return;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (OURS.includes(name)) checkOurs(node, { name, specifier, owner, report });
  else if (!dependencies.has(name)) {
    report(node, 'npm-dependency', `${owner.name} must list '${name}' in its own dependencies to import it`);
  }
}

function checkOurs(node, { name, specifier, owner, report }) {
  if (specifier !== name) report(node, 'deep-import', `our packages must be imported by name, got '${specifier}'`);
  if (name === '@likelihive/kernel' && !owner.ours.includes(name)) {
    report(node, 'kernel-import', `only the engine may import the kernel, got an import in ${owner.name}`);
  } else if (!owner.ours.includes(name)) {
    const allowed = owner.ours.join(', ') || 'nothing of ours';
    report(node, 'package-import', `${owner.name} may import ${allowed}, got '${name}'`);
  }
}

function checkBuiltin(node, name, { file, owner, report }) {
  if (!IMPURE_MODULES.has(name)) return;
  if (/^fs(?:\/promises)?$/.test(name) && READS_ONE_FILE.test(file)) return;
  if (EXCEPTIONS.some(({ files, modules }) => files.test(file) && modules.includes(name))) return;
  report(node, 'pure-module', `${owner.name} does no I/O and has no clock, got 'node:${name}'`);
}

/** `process.argv` and `process.env` by any spelling: a property, an element, a destructuring or an import. */
function checkProcess(node, { file, names, report }) {
  if (MAY_READ_PROCESS.test(file)) return;
  const complain = (name) => {
    if (name === 'argv' || name === 'env') {
      report(node, 'process-input', `only main.ts and environment.ts may read process.${name}`);
    }
  };
  const member = memberOf(node);
  if (member && isProcess(member.object, names)) complain(member.name);
  if (ts.isVariableDeclaration(node) && node.initializer && isProcess(node.initializer, names)) {
    if (ts.isObjectBindingPattern(node.name)) {
      for (const element of node.name.elements) complain((element.propertyName ?? element.name).text);
    }
  }
  if (ts.isImportSpecifier(node)) {
    const from = node.parent.parent.parent.moduleSpecifier.text;
    if (/^(?:node:)?process$/.test(from)) complain((node.propertyName ?? node.name).text);
  }
}

function isProcess(node, names) {
  if (ts.isIdentifier(node)) return names.process.has(node.text);
  return memberOf(node)?.name === 'process';
}

/** Only native.ts loads compiled code. */
function checkAddon(node, { file, report }) {
  if (file === LOADS_ADDON) return;
  const isPath = ts.isStringLiteralLike(node) && node.text.endsWith('.node') && !ts.isLiteralTypeNode(node.parent);
  if (isPath || memberOf(node)?.name === 'dlopen') {
    report(node, 'addon', `only ${LOADS_ADDON} may load the addon`);
  }
}

const CLOCKS = new Set(['Date', 'performance']);
const RANDOM = new Set(['random', 'randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'getRandomValues']);

/** No clock and no unseeded randomness. */
function checkPurity(node, { file, owner, names, report }) {
  const hasClock = EXCEPTIONS.some(({ files, clock }) => clock && files.test(file));
  const clock = (name) => report(node, 'clock', `${owner.name} must be told the time, got ${name}`);
  const random = (name) => report(node, 'random', `${owner.name} must draw from seeded streams, got ${name}`);
  const member = memberOf(node);
  if (member && isProcess(member.object, names) && /^(?:hrtime|uptime)$/.test(member.name))
    clock(`process.${member.name}`);
  if (member && RANDOM.has(member.name) && isGlobal(member.object, ['Math', 'crypto'])) random(member.name);
  if (ts.isImportSpecifier(node) && RANDOM.has((node.propertyName ?? node.name).text)) random(node.name.text);
  if (!ts.isIdentifier(node) || !isValueUse(node)) return;
  if (CLOCKS.has(node.text) && !hasClock) clock(node.text);
  if (node.text === 'Math' && !memberOf(node.parent)) random('Math under another name');
}

/** Whether `node` is one of these globals, bare or behind `globalThis`. */
function isGlobal(node, globals) {
  if (ts.isIdentifier(node)) return globals.includes(node.text);
  const member = memberOf(node);
  return member !== null && globals.includes(member.name);
}

/** Whether an identifier stands for a value that is read here: not a type, nor the name of a member or declaration. */
function isValueUse(node) {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis';
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if ('name' in parent && parent.name === node) return false;
  if (ts.isBindingElement(parent) || ts.isQualifiedName(parent)) return false;
  return !ts.isTypeReferenceNode(parent) && !ts.isExpressionWithTypeArguments(parent);
}

/** `object.name` or `object['name']` as its two parts, else null. */
function memberOf(node) {
  if (ts.isPropertyAccessExpression(node)) return { object: node.expression, name: node.name.text };
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return { object: node.expression, name: node.argumentExpression.text };
  }
  return null;
}

function isCallOf(node, name) {
  return (
    node !== undefined && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name
  );
}
