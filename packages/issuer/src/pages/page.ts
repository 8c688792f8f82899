import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'

export type Markup = ReturnType<typeof html>

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f4f1;color:#1c1c1a}
main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #c9c9c2;border-radius:.5rem}
h1{font-size:1.4rem;margin-top:0}ul{list-style:none;padding:0}li{margin:.5rem 0}
button{font:inherit;padding:.5rem .75rem;border:1px solid #55554f;border-radius:.25rem;background:#fff;color:inherit;cursor:pointer;text-align:left}
li button{width:100%}button:hover{background:#eef3ff}
:focus-visible{outline:3px solid #1a56db;outline-offset:2px}
label{display:block;margin-top:.75rem}input,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.4rem;border:1px solid #55554f}
.note{color:#55554f;font-size:.9rem}[role=alert]{border-left:4px solid #b42318;padding:.5rem .75rem;background:#fdecea}
fieldset{border:1px solid #c9c9c2;margin:1rem 0;padding:0 1rem 1rem}legend{font-weight:600}`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

interface PageOptions {
  readonly status?: number
  readonly headers?: Headers
  /** SHA-256 of the one script that may run; none by default. */
  readonly scriptHash?: string
}

/** A page of the issuer. It loads nothing, runs no script but the named one, and cannot be framed. */
export async function showPage(
  title: string,
  content: Markup,
  { status = 200, headers = new Headers(), scriptHash }: PageOptions = {},
): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
          <p class="note">This is a local issuer for development. It asks for no password.</p>
        </main>
      </body>
    </html>`
  const script = scriptHash === undefined ? '' : `script-src 'sha256-${scriptHash}'; `
  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('cache-control', 'no-store')
  headers.set('referrer-policy', 'same-origin')
  headers.set(
    'content-security-policy',
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; ${script}frame-ancestors 'none'; base-uri 'none'`,
  )
  return new Response(String(text), { status, headers })
}

/** A page that says what went wrong and how to mend it. */
export function showError(
  { error, message }: { error: string; message: string },
  status = 400,
): Promise<Response> {
  return showPage('This did not work', html`<p role="alert"><code>${error}</code>: ${message}</p>`, {
    status,
  })
}
