/** The SDK's own words when it was given no Region, or no credentials, with what to give. Any other error as it is. */
export function withMend(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/^Region (?:is missing|not accepted)/.test(error.message)) {
    return new Error(
      `No AWS Region is given, or none that can be one. Set AWS_REGION, or name a profile that has one: --profile <name>, or AWS_PROFILE. ${DEMO}`,
      { cause: error },
    );
  }
  if (error.name === 'CredentialsProviderError') {
    return new Error(
      `No AWS credentials: ${error.message.replace(/\.?$/, '.')} Name a profile that has them: --profile <name>, or AWS_PROFILE; ` +
        `or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. A profile of IAM Identity Center wants \`aws sso login\` first. ${DEMO}`,
      { cause: error },
    );
  }
  return error;
}

const DEMO = 'A running demo needs neither: --demo <address>.';
