import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Google Cloud documentation, "API keys" and "OAuth 2.0": AIza and 35 characters; GOCSPX- client secrets; ya29. access
// tokens; 1//0 refresh tokens.
export const googleRules = [
  ...tokens('google-api-key', 'AIza:u24-45', 'google_api_key'),
  ...tokens('google-oauth-secret', 'GOCSPX- 1//0:u20-400 ya29.:d20-2000', 'google_api_key'),
];

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
