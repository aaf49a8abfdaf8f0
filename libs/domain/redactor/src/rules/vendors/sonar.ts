import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// SonarQube documentation, "Managing your tokens".
export const sonarRules = tokens('sonar-token', 'sqp_ squ_ sqa_ sqb_:h32-40');

export const proofs: Proofs = {
  'sonar-token': {
    finds: ['was «sqp_29149e38093115a08c98b6dd60b17c652b12ebe5», then rotated'],
    leaves: ['sqp_solver_iterations'],
  },
};
