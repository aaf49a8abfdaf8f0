/** Stryker's plugin. Proofs are tests that stand beside the rules: to change them says nothing about the rules. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'proofs',
    value: {
      shouldIgnore: (path) =>
        path.isVariableDeclarator() && path.node.id.name === 'proofs' ? 'Proofs are tests.' : undefined,
    },
  },
];
