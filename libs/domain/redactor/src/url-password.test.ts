import { redact } from './redact';

const categoryOf = (text: string) => redact(text).findings.map(({ category }) => category);

describe('the password in an address', () => {
  it.each(['http', 'https', 'ftp', 'git+https', 'wss'])('is one of basic authentication behind %s', (scheme) => {
    expect(categoryOf(`${scheme}://app:A1Zs_9FWt3g@db.example.net/x`)).toEqual(['basic_auth_url']);
  });

  it.each(['postgres', 'mongodb+srv', 'amqps', 'redis'])('is one of a connection behind %s', (scheme) => {
    expect(categoryOf(`${scheme}://app:A1Zs_9FWt3g@db.example.net/x`)).toEqual(['connection_string_password']);
  });
});
