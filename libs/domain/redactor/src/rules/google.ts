import { DOT, URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// Google Cloud documentation, "API keys" and "OAuth 2.0": AIza and 35 characters; GOCSPX- client secrets; ya29. access tokens.
const apiKey: RedactionRule = {
  id: 'google-api-key',
  category: 'google_api_key',
  on: { literals: ['AIza'] },
  find: token({ alphabet: URL_SAFE, min: 24, max: 45, check: (body) => /\d/.test(body) }),
};

const oauth: RedactionRule = {
  id: 'google-oauth-secret',
  category: 'google_api_key',
  on: { literals: ['GOCSPX-', 'ya29.', '1//0'] },
  find: token({ alphabet: URL_SAFE | DOT, min: 20, max: 400 }),
};

export const googleRules: readonly RedactionRule[] = [apiKey, oauth];

export const proofs: Proofs = {
  'google-api-key': {
    finds: ["value: '«AIzavr5Bg98dfLEskvFS1snm4Z09NpL5dgRJFjP»'"],
    leaves: ['AIzabel', 'AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'google-oauth-secret': {
    finds: ['got «ya29.a0AfH6SMBx9Yk2LqP0vRt5NwZ3cJd8uE1oGmQsXhV7bIyT» back'],
    leaves: ['ya29.', '1//0'],
  },
};
