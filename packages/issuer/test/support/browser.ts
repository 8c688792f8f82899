import type { Issuer } from '@tokenstile/issuer'

/** What a browser does with the issuer, without one: it keeps cookies, follows nothing, and sends forms. */
export interface Browser {
  /** Opens an address; gives the answer, not what it redirects to. */
  open(url: URL | string): Promise<Response>
  /** Sends a form of the page at `url`. */
  send(url: URL | string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  /** Opens the address and clicks a user; gives where the browser is sent. */
  logIn(url: URL | string, user: string): Promise<URL>
  readonly cookies: Map<string, string>
}

export function createBrowser(fetch: Issuer['fetch']): Browser {
  const cookies = new Map<string, string>()
  const call = async (url: URL | string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const browser: Browser = {
    cookies,
    open: (url) => call(url, {}),
    send: (url, fields, headers = {}) =>
      call(url, { method: 'POST', body: new URLSearchParams(fields), headers }),
    async logIn(url, user) {
      const page = await browser.open(url)
      if (page.status !== 200) throw new Error(`no login page, but ${page.status}: ${await page.text()}`)
      return locationOf(await browser.send(url, { choice: 'user', user }))
    },
  }
  return browser
}

/** Where an answer sends the browser. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`the answer ${response.status} sends the browser nowhere`)
  return new URL(location)
}
