import { swcOptions } from './tools/swc-options.mjs';

const esm = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcOptions, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@veche/(platform|visibility|interactions|identity|community|faq|groups|moderation|notifications|search|realtime|crm)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@veche/([a-z]+)/(testing|embedded-postgres)$': '<rootDir>/libs/$1/src/$2/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
const node = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '/.nx/'],
  ...esm,
};

export default {
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
  projects: [
    { ...node, displayName: 'libs', testMatch: ['<rootDir>/libs/!(ui)/src/**/*.spec.ts'] },
    {
      ...node,
      displayName: 'server',
      testMatch: ['<rootDir>/apps/server/src/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts', '<rootDir>/migrations/*.spec.ts'],
    },
    {
      ...node,
      displayName: 'web',
      testEnvironment: '@happy-dom/jest-environment',
      testEnvironmentOptions: { customExportConditions: ['node', 'node-addons'] },
      testMatch: ['<rootDir>/apps/web/src/**/*.spec.ts', '<rootDir>/libs/ui/src/**/*.spec.ts'],
      extensionsToTreatAsEsm: ['.ts', '.vue'],
      moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'vue'],
      transform: { ...esm.transform, '\\.vue$': '<rootDir>/tools/vue-transform.mjs' },
      moduleNameMapper: { '\\.css$': '<rootDir>/tools/empty-module.mjs' },
    },
    { ...node, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.spec.ts'] },
  ],
};
