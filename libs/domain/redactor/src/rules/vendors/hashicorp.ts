import { ALNUM } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped, tokens } from '../../token';

// HashiCorp Vault documentation, "Tokens": hvs. service, hvb. batch, hvr. recovery; s. before version 1.10.
// HCP Terraform: 14 characters, ".atlasv1.", and 60 or more.
export const hashicorpRules = [
  ...tokens('vault-token', 'hvs. hvb. hvr.:u16-400', 'vault_token'),
  shaped(
    'vault-legacy-token',
    'vault_token',
    { literals: ['s.', 'b.'], behind: ALNUM },
    /(?<!\.)..(?=[A-Z\d]{0,23}[a-z])(?=[a-z\d]{0,23}[A-Z])(?=[A-Za-z]{0,23}\d)[A-Za-z\d]{24}(?![A-Za-z\d(])/y,
  ),
  shaped('terraform-token', 'vault_token', { literals: ['.atlasv1.'] }, /[A-Za-z\d]{14}\.atlasv1\.[\w-]{20,200}/y, 14),
];

export const proofs: Proofs = {
  'vault-token': {
    finds: ['vault_token = "«hvs.M6Wh0W2LgrhzTH2iR1IDW2NMAdprluft8VhO5tuoeFYKzKZ8MpND0aOO»"'],
    leaves: ['hvs.', 'hvs.io'],
  },
  'vault-legacy-token': {
    finds: ['X-Vault-Token «s.8dk2eZ3yd8ABq91LmZ0qTr5W»'],
    leaves: ['s.isEmpty', 's.getElementsByClassNameXYZ'],
  },
  'terraform-token': {
    finds: ['rotated «rOohGwkMDwq6BD.atlasv1.uRy4qgx1Hq-uMq3RgFP9Kx5np6mjQ7brmNuIk» today'],
    leaves: ['x.atlasv1.y'],
  },
};
