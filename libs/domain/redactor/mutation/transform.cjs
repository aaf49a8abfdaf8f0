const { transformSync } = require('esbuild');

/** TypeScript to CommonJS, file by file. Stryker's copy of the project has no tsconfig above it, so none is read. */
module.exports = {
  process: (source, file) => ({
    code: transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: file }).code,
  }),
};
