// How every function is bundled: the SDK goes in (measured faster to load than the runtime's own copy), ESM with
// splitting so that credential providers Lambda never uses stay in chunks that are never read.
module.exports = {
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  // Setting conditions drops esbuild's own `module`, so it is listed. `import` must not be: it would apply to require() too.
  conditions: ['@org/source', 'module'],
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // pino requires Node's built-ins dynamically, which an ES module has no `require` for.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
};
