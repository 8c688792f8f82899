import { OAuthError } from './oauth-error.ts'

/** Parameters of a request, each at most once (RFC 6749, section 3.1); an empty one counts as absent. */
export interface Parameters {
  get(name: string): string | undefined
  /** Throws an OAuthError that names it when it is absent. */
  require(name: string): string
}

const MAX_BODY_BYTES = 65_536

export function readParameters(search: URLSearchParams): Parameters {
  for (const name of new Set(search.keys())) {
    if (search.getAll(name).length > 1) {
      throw new OAuthError('invalid_request', `${shown(name)} is there more than once; send it once`)
    }
  }
  const get = (name: string): string | undefined => search.get(name) || undefined
  return {
    get,
    require(name) {
      const value = get(name)
      if (value === undefined) throw new OAuthError('invalid_request', `${name} is missing`)
      return value
    },
  }
}

/** Reads a form. Throws an OAuthError for another content type or a body that is too long. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'the body must be a form; send application/x-www-form-urlencoded')
  }
  return new URLSearchParams(await readBody(request))
}

/** Reads a body that is short enough to be meant well. */
export async function readBody(request: Request): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new OAuthError('invalid_request', 'the body is longer than 64 KiB')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** A name that came from outside, fit for a sentence. */
function shown(name: string): string {
  return /^[\w.]{1,40}$/.test(name) ? name : 'a parameter'
}
