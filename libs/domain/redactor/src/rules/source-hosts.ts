import { ALNUM, DASH, DOT, UNDERSCORE, URL_SAFE, EQUALS } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// GitHub, "Behind GitHub's new authentication token formats": a prefix, then letters and digits. Cut tokens count too.
const github: RedactionRule = {
  id: 'github-token',
  category: 'github_token',
  on: { literals: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'] },
  find: token({ alphabet: ALNUM, min: 12, max: 255 }),
};

const githubFineGrained: RedactionRule = {
  id: 'github-fine-grained-token',
  category: 'github_token',
  on: { literals: ['github_pat_'] },
  find: token({ alphabet: ALNUM | UNDERSCORE, min: 20, max: 255 }),
};

// GitLab documentation, "Token overview", token prefixes.
const gitlab: RedactionRule = {
  id: 'gitlab-token',
  category: 'gitlab_token',
  on: {
    literals: [
      'glpat-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glcbt-',
      'glptt-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glsoat-',
      'glffct-',
      'GR1348941',
    ],
  },
  find: token({ alphabet: URL_SAFE | DOT, min: 16, max: 300 }),
};

// Atlassian support, "Manage API tokens": ATATT (account), ATCTT (access), ATBB (Bitbucket app password).
const atlassian: RedactionRule = {
  id: 'atlassian-token',
  category: 'bitbucket_atlassian_token',
  on: { literals: ['ATATT3', 'ATCTT3', 'ATBB', 'ATSTT3'] },
  find: token({ alphabet: ALNUM | UNDERSCORE | DASH | EQUALS, min: 24, max: 400, check: (body) => /\d/.test(body) }),
};

export const sourceHostRules: readonly RedactionRule[] = [github, githubFineGrained, gitlab, atlassian];

export const proofs: Proofs = {
  'github-token': {
    finds: [
      'GITHUB_TOKEN was set to «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», which',
      'cut: «gho_mOo0A47AZTeFdEyXkR1V»...',
    ],
    leaves: ['ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'ghp_short', 'x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'],
  },
  'github-fine-grained-token': {
    finds: ['(«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»)'],
    leaves: ['github_pat_ is the prefix', 'github_pat_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'gitlab-token': {
    finds: ['gitlab_token: «glpat-1hEMFkEp0lY70SEL_jD8»;'],
    leaves: ['glpat-xxxxxxxxxxxxxxxxxxxx', 'glpat-'],
  },
  'atlassian-token': {
    finds: ['JIRA=«ATATT3xFfGF0qz81LkQ9dYpB7sWm2NcVxT5hRjUe6K4oZaXgI3vHtDl=1A2B3C4D»'],
    leaves: ['ATBB is a prefix', 'ATATT3xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
};
