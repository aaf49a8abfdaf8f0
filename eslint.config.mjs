import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsoncParser from 'jsonc-eslint-parser';

const SDKS = ['@aws-sdk/*', '@smithy/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'pino'];

/** The rooms of ARCHITECTURE.md, section "Rooms": who may import whom. */
const depConstraints = [
  { sourceTag: 'knows:nobody', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:contract', onlyDependOnLibsWithTags: ['layer:contract'], bannedExternalImports: SDKS },
  { sourceTag: 'layer:domain', onlyDependOnLibsWithTags: ['layer:contract'], bannedExternalImports: SDKS },
  {
    sourceTag: 'layer:adapter',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain'],
    bannedExternalImports: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
  },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'layer:lambda',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter', 'layer:platform'],
    bannedExternalImports: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
  },
  {
    sourceTag: 'layer:cdk',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:platform'],
    bannedExternalImports: ['@aws-sdk/*', '@smithy/*'],
  },
  {
    sourceTag: 'layer:local',
    onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter', 'layer:platform'],
  },
  { sourceTag: 'layer:console', onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter'] },
  {
    sourceTag: 'layer:cli',
    onlyDependOnLibsWithTags: [
      'layer:contract',
      'layer:domain',
      'layer:adapter',
      'layer:platform',
      'layer:local',
      'layer:console',
    ],
  },
  { sourceTag: 'side:client', notDependOnLibsWithTags: ['side:central'] },
  { sourceTag: 'side:central', notDependOnLibsWithTags: ['side:client'] },
];

export default [
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  { ignores: ['**/dist', '**/out-tsc', '**/test-output', '.nx', '.local', '**/cdk.out'] },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs', '**/*.cjs', '**/*.js'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], banTransitiveDependencies: true, depConstraints }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'Name what you export: index.ts is read first (style: no `export *`).',
        },
      ],
      'no-console': 'error',
    },
  },
  {
    // Pure packages: values in, values out. ARCHITECTURE.md, "Rooms", says why nothing here reads the clock.
    files: ['libs/domain/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'domain packages take the time as an argument (ARCHITECTURE.md, Rooms)',
        },
        { object: 'Math', property: 'random', message: 'domain packages are deterministic (ARCHITECTURE.md, Rooms)' },
      ],
    },
  },
  {
    files: ['libs/*/*/package.json'],
    languageOptions: { parser: jsoncParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/**/*.test.ts',
            '{projectRoot}/jest.config.cjs',
            '{projectRoot}/test/**/*',
            '{projectRoot}/build.mjs',
            '{projectRoot}/bench/**/*',
            '{projectRoot}/mutation/**/*',
            '{projectRoot}/package-check/**/*',
          ],
        },
      ],
    },
  },
  prettier,
];
