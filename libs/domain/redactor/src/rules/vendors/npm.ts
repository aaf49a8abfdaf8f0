import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// npm documentation, "About access tokens".
export const npmRules = [tokens('npm-token', 'registry_token', 'npm_: alnum 20-80')];

export const proofs: Proofs = {
  'npm-token': {
    finds: ['was «npm_CBHctMjEmG4vniSLquAYGAPTCn0J5oWknEeZ», then rotated'],
    leaves: ['npm_config_registry', 'npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
};
