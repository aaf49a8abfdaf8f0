import { apiModel, OPERATIONS, type Operation } from './api-model';

/** What a request asks for, with the members of path, query and body together, ready for `checkAgainstModel`. */
export interface ModelRequest {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
}

/**
 * Which operation a request is, by method and path alone: the paths of the two hosts do not overlap.
 *
 * @param url path and query, such as `/v1/agentspaces/list?maxResults=50`
 * @param body the parsed JSON body, if there is one
 * @returns undefined when no operation of the model has this path
 */
export function readRequest(method: string, url: string, body?: unknown): ModelRequest | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const segments = pathname.split('/');
  for (const operation of OPERATIONS) {
    const { http, input } = apiModel.operations[operation];
    const path = http.method === method ? pathMembers(http.requestUri.split('/'), segments) : undefined;
    if (!path) continue;
    const query: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(apiModel.shapes[input.shape]?.members ?? {})) {
      const text = member.location === 'querystring' ? searchParams.get(member.locationName ?? name) : null;
      if (text !== null) query[name] = apiModel.shapes[member.shape]?.type === 'integer' ? Number(text) : text;
    }
    return { operation, input: { ...(body as Record<string, unknown> | undefined), ...query, ...path } };
  }
  return undefined;
}

function pathMembers(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const members: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined && segment !== '') members[name] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return members;
}
