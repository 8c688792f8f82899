import { ConfigError } from '../errors.ts'
import { mayUseHttp, optional, readBoolean, readOptions, readString, readStrings } from '../option-readers.ts'

/** Takes the token from a cookie where there is no `Authorization` header. */
export interface CookieOptions {
  /** The cookie's exact name; it begins with `__Host-`. RFC 6265bis §4.1.3.2. */
  readonly name: string
  /** The origins whose pages may change things with the cookie, exactly as browsers send them: `https://app.example`. */
  readonly allowedOrigins: readonly string[]
  /** Admits a name without `__Host-`: a cookie that any neighbouring host can set or overwrite. */
  readonly dangerouslyUnprefixedCookie?: boolean
}

/** Which pages may open WebSockets. */
export interface WebSocketOptions {
  /** The origins, exactly as browsers send them. */
  readonly allowedOrigins: readonly string[]
}

/** Where a token may be, beside the `Authorization` header, and from whose pages. */
export interface TokenPlaces {
  readonly cookie: Pick<CookieOptions, 'name' | 'allowedOrigins'> | undefined
  /** The origins whose pages may open WebSockets. */
  readonly webSocketOrigins: readonly string[]
}

/** Puts together what was read of both settings. */
export function toTokenPlaces(
  cookie: CookieOptions | undefined,
  webSocket: WebSocketOptions | undefined,
): TokenPlaces {
  return Object.freeze({
    cookie,
    webSocketOrigins: webSocket?.allowedOrigins ?? cookie?.allowedOrigins ?? [],
  })
}

/** Reads the setting `cookie`. */
export function readCookieOptions(path: string, value: unknown): CookieOptions {
  const options = readOptions<CookieOptions>(path, value, {
    name: readCookieName,
    allowedOrigins: readOrigins,
    dangerouslyUnprefixedCookie: optional(readBoolean, false),
  })
  if (!options.name.startsWith('__Host-') && options.dangerouslyUnprefixedCookie !== true) {
    throw new ConfigError(
      `${path}.name`,
      'must begin with __Host-, so that no neighbouring host can set the cookie; or set dangerouslyUnprefixedCookie',
    )
  }
  return options as CookieOptions
}

/** Reads the setting `webSocket`. */
export function readWebSocketOptions(path: string, value: unknown): WebSocketOptions {
  return readOptions<WebSocketOptions>(path, value, { allowedOrigins: readOrigins })
}

/** RFC 6265 §4.1.1: a token of RFC 9110 §5.6.2. */
function readCookieName(path: string, value: unknown): string {
  const name = readString(path, value)
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return name
  throw new ConfigError(path, "expected the name of a cookie: letters, digits and !#$%&'*+-.^_`|~ alone")
}

function readOrigins(path: string, value: unknown): readonly string[] {
  const origins = readStrings(path, value)
  origins.forEach((origin, index) => requireOrigin(`${path}[${index}]`, origin))
  return origins
}

/** RFC 6454 §6.2: what a browser would send is compared letter by letter, so it must be spelled as browsers do. */
function requireOrigin(path: string, origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const isWeb = url?.protocol === 'https:' || (url !== undefined && mayUseHttp(url, []))
  if (url === undefined || !isWeb || url.origin !== origin || origin.includes('*')) {
    throw new ConfigError(
      path,
      'expected an origin as browsers send it, such as https://app.example: lower case, no path, no slash at the end, ' +
        'no default port; http only for this machine; never null or *',
    )
  }
}
