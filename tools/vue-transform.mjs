// Lets Jest read a Vue component: its script and template compiled into one module, TypeScript taken out by swc.
import { transformSync } from '@swc/core';
import { compileScript, compileTemplate, parse } from 'vue/compiler-sfc';

export default {
  process(source, filename) {
    const { descriptor, errors } = parse(source, { filename });
    if (errors.length > 0) throw errors[0];
    const code = descriptor.scriptSetup || descriptor.script ? scripted(descriptor) : templateOnly(descriptor, filename);
    return transformSync(code, {
      filename: `${filename}.ts`,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    });
  },
};

function scripted(descriptor) {
  const inlineTemplate = Boolean(descriptor.scriptSetup && descriptor.template);
  return `${compileScript(descriptor, { id: 'spec', inlineTemplate, genDefaultAs: '__component__' }).content}\nexport default __component__;`;
}

function templateOnly(descriptor, filename) {
  const { code } = compileTemplate({ id: 'spec', filename, source: descriptor.template.content });
  return `${code.replace('export function render', 'function render')}\nexport default { render };`;
}
