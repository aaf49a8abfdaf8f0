// The CDK app as one file that Node runs at once. npm packages with assets of their own stay outside.
module.exports = {
  conditions: ['@org/source', 'module'],
  outExtension: { '.js': '.cjs' },
  legalComments: 'none',
};
