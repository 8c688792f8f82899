/** Whether a browser that sent the request did so from one of our own pages; what is no browser says nothing. */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  return (
    (origin === null || isOwn(origin, request)) &&
    (site === null || site === 'same-origin' || site === 'none')
  )
}

// By host: a proxy in front may have ended TLS.
function isOwn(origin: string, { url }: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host
}
