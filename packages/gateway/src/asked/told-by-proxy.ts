/**
 * Headers by which a client could say what only the proxy knows, or have the backend take another path: the backend does not
 * get them. The proxy takes them off by these names; in any other spelling the gateway refuses them.
 */
export const TOLD_BY_PROXY: readonly string[] = [
  'X-Forwarded-Method',
  'X-Forwarded-Uri',
  'X-Forwarded-Prefix',
  'X-Original-Url',
  'X-Original-Uri',
  'X-Original-Method',
  'X-Rewrite-Url',
  'Forwarded',
]

/** Have the backend take another method: Rack, Express, Laravel, Symfony, Spring and ASP.NET read them where they are told to. */
export const METHOD_OVERRIDES: readonly string[] = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]
