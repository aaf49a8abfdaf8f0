// Shapes that nothing but a secret has. The redactor knows far more; this is for files that people type.
const CERTAIN = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(AKIA|ASIA)[A-Z2-7]{16}\b/, // AWS IAM User Guide, "Unique identifiers"
  /\bATATT3[A-Za-z0-9_=-]{20,}/, // Atlassian API tokens
  /\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}/, // GitHub tokens
  /\bxox[abposr]-[A-Za-z0-9-]{10,}/, // Slack tokens
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ/, // JSON web tokens
  /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i, // a password in a URL
];

/** Whether a text holds a secret beyond doubt, wherever in a file it stands. */
export function holdsSecret(text: string): boolean {
  return CERTAIN.some((shape) => shape.test(text));
}

/**
 * Whether a value that should be the name of a secret looks like the secret itself: 20 or more characters without the
 * separators that names have, and with the mix of letters and digits that keys have.
 */
export function looksLikeSecret(value: string): boolean {
  if (holdsSecret(value)) return true;
  if (/^u\+[A-Za-z0-9_-]{18}$/.test(value)) return true; // a PagerDuty user's REST API key
  return value.split(/[/.@-]/).some((part) => {
    if (part.length < 20) return false;
    if (/^[0-9a-f]{32,}$/i.test(part)) return true; // PagerDuty integration keys, digests
    const changes = part.match(/[a-z](?=[0-9A-Z])|[0-9](?=[a-zA-Z])|[A-Z](?=[0-9])/g)?.length ?? 0;
    return /[0-9]/.test(part) && /[a-zA-Z]/.test(part) && changes >= part.length / 5;
  });
}
