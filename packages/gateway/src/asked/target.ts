/** A path as the rules compare it. */
export interface Target {
  readonly rawPath: string
  readonly path: string
  /** Why others may read another path here; undefined where all read the same. */
  readonly ambiguity: string | undefined
}

/**
 * Reads the target of a request: cuts the query off and decodes the path. Undefined for what is no path: another form of
 * target, a control character, a broken escape. RFC 9112 §3.2.1, RFC 3986 §2.1.
 *
 * Does NOT resolve anything: a path that a proxy or a backend could read as another one has an `ambiguity`.
 */
export function readTarget(uri: string): Target | undefined {
  if (uri.charCodeAt(0) !== SLASH) return undefined
  const query = uri.indexOf('?')
  const rawPath = query < 0 ? uri : uri.slice(0, query)
  if (isPlain(rawPath)) return { rawPath, path: rawPath, ambiguity: undefined }
  if (!isPrintable(rawPath)) return undefined
  const path = decode(rawPath)
  if (path === undefined) return undefined
  return { rawPath, path, ambiguity: findAmbiguity(rawPath) ?? findEscape(rawPath) ?? findAmbiguity(path) }
}

const SLASH = 0x2f

/** Segments of letters, digits and what never means anything else: the usual path, read without another look. */
function isPlain(path: string): boolean {
  return /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*\/?$/.test(path)
}

/** Visible ASCII, without what has no place in a path as it is. */
function isPrintable(path: string): boolean {
  return /^[\x21-\x7e]*$/.test(path) && !/["#<>`{}|^]/.test(path)
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function findAmbiguity(path: string): string | undefined {
  if (path.includes('//')) return 'an empty segment'
  if (path.includes('/.')) {
    for (const segment of path.split('/')) if (segment === '.' || segment === '..') return 'a dot segment'
  }
  if (path.includes('\\')) return 'a backslash'
  if (path.includes(';')) return 'a parameter'
  return undefined
}

/** Escapes of what separates and ends: some decode them before they look, some after, some twice. */
function findEscape(path: string): string | undefined {
  const found = /%(2f|5c|2e|3b|3f|23|25|[01][0-9a-f]|7f)/i.exec(path)
  return found === null ? undefined : `the escape ${found[0]}`
}
