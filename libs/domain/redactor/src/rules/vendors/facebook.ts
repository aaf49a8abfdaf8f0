import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Meta for Developers, "Access tokens".
export const facebookRules = tokens(
  'facebook-token',
  'EAAC EAAM EAAG EAAB EAAD EAAJ EAAI EAAL EAAF:a60-400',
  'messaging_token',
);

export const proofs: Proofs = {
  'facebook-token': {
    finds: [
      'was «EAAMPUbXKvW9WpxNzPiwWnxXniUZRovjQmoyjd9NJnYWD0UO6LtESfn7MgrcH0xqlbUtNu3v1zeSGAHloawLly4KZ5c0ssBRjFOsU6z15duNYLtG2jr0LosOqZO3», then rotated',
    ],
    leaves: ['EAAMES'],
  },
};
