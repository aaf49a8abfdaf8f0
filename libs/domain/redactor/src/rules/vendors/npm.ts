import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// npm documentation, "About access tokens".
export const npmRules = tokens('npm-token', 'npm_:a20-80', 'registry_token');

export const proofs: Proofs = {
  'npm-token': {
    finds: ['was «npm_CBHctMjEmG4vniSLquAYGAPTCn0J5oWknEeZ», then rotated'],
    leaves: ['npm_config_registry', 'npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
};
