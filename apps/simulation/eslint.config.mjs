import root from '../../eslint.config.mjs';

/**
 * The one place that sees the functions of both sides: it runs them against each other, and nothing imports it.
 * Everything else of the rooms holds.
 */
const functions = ['^@org/(watcher|formatter|router|pattern-detector)/src/'];

export default [
  ...root,
  { files: ['eslint.config.mjs'], rules: { '@nx/enforce-module-boundaries': 'off' } },
  {
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: functions,
          depConstraints: [
            {
              sourceTag: 'layer:simulation',
              onlyDependOnLibsWithTags: ['layer:contract', 'layer:domain', 'layer:adapter', 'layer:platform'],
            },
          ],
        },
      ],
    },
  },
];
