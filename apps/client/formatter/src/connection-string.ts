/** What the redactor leaves in the place of the password of a URL. */
const PASSWORD = '[connection_string_password]';

/**
 * Takes out the whole of every URL from which the redactor took a password: a connection string never crosses, and its
 * user, port and database tell more of a client than a page needs.
 *
 * @param redacted text that has been through the redactor
 */
export function withoutConnectionStrings(redacted: string): string {
  if (!redacted.includes(PASSWORD)) return redacted;
  return redacted.replace(/\S+/g, (word) => {
    const password = word.indexOf(PASSWORD);
    const scheme = /[a-z][a-z0-9+.-]{0,30}$/i.exec(word.slice(0, Math.max(0, word.lastIndexOf('://', password))));
    if (password === -1 || !scheme) return word;
    const after = word.slice(password + PASSWORD.length);
    const end = /["'<>,;)`]/.exec(after)?.index ?? after.length;
    return `${word.slice(0, scheme.index)}[connection_string]${after.slice(end)}`;
  });
}
