import { ALNUM, URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// npm, PyPI, RubyGems, crates.io, NuGet and Docker Hub: each registry's page on access tokens.
const npm: RedactionRule = {
  id: 'npm-token',
  category: 'registry_token',
  on: { literals: ['npm_'] },
  find: token({ alphabet: ALNUM, min: 20, max: 80, check: (body) => /\d/.test(body) || /[A-Z]/.test(body) }),
};

const pypi: RedactionRule = {
  id: 'pypi-token',
  category: 'registry_token',
  on: { literals: ['pypi-'] },
  find: token({ alphabet: URL_SAFE, min: 32, max: 400, check: (body) => body.startsWith('AgE') }),
};

const others: RedactionRule = {
  id: 'registry-token',
  category: 'registry_token',
  on: { literals: ['dckr_pat_', 'dckr_oat_', 'rubygems_', 'oy2', 'cio', 'AKCp', 'cmVmdGtu'] },
  find: (text, at, after, floor) => {
    const least = text.startsWith('dckr_', at) ? 16 : text.startsWith('rubygems_', at) ? 40 : 32;
    return token({ alphabet: least === 16 ? URL_SAFE : ALNUM, min: least, max: 120, check: (body) => /\d/.test(body) })(
      text,
      at,
      after,
      floor,
    );
  },
};

export const registryRules: readonly RedactionRule[] = [npm, pypi, others];

export const proofs: Proofs = {
  'npm-token': {
    finds: ['{«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»};'],
    leaves: ['npm_config_registry', 'npm_lifecycle', 'npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'pypi-token': {
    finds: ["'«pypi-AgEIcHlwaS5vcmcuDW9BVMVo94q8U0On4jWt08L5jSnoKoOTkun_EqdkDXlw»'"],
    leaves: ['pypi-mirror-of-the-data-platform-team-in-europe', 'pypi-AgE'],
  },
  'registry-token': {
    finds: ['docker login -u ci -p «dckr_pat_EYwsFBrcJX8hZSD2AooCwIfmnj5»'],
    leaves: ['dckr_pat_', 'cioppino', 'rubygems_version'],
  },
};
