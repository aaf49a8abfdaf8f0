// The CLI is one file that runs from the checkout: our packages are bundled from their sources, npm's are loaded from node_modules.
module.exports = { conditions: ['@org/source', 'module'], platform: 'node', outExtension: { '.js': '.cjs' } };
