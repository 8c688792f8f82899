import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { showPage } from '../pages/page.ts'
import type { ReturnAddress } from './authorize-request.ts'

/** Sends parameters and the state back to the client, in the way that it asked for. */
export async function sendBack(
  { redirectUri, responseMode, state }: ReturnAddress,
  given: Readonly<Record<string, string>>,
  headers: Headers = new Headers(),
): Promise<Response> {
  const parameters = { ...given, ...(state === undefined ? {} : { state }) }
  if (responseMode === 'form_post') return showForm(redirectUri, parameters, headers)
  const to = new URL(redirectUri)
  if (responseMode === 'fragment') to.hash = new URLSearchParams(parameters).toString()
  else for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value)
  headers.set('location', to.href)
  headers.set('cache-control', 'no-store')
  return new Response(null, { status: 303, headers })
}

const SUBMIT = 'document.forms[0].submit()'
const SUBMIT_HASH = createHash('sha256').update(SUBMIT).digest('base64')

/** A form that sends itself (OAuth 2.0 Form Post Response Mode), with a button for where no script runs. */
function showForm(
  action: string,
  parameters: Readonly<Record<string, string>>,
  headers: Headers,
): Promise<Response> {
  const fields = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  const form = html`<form method="post" action="${action}">
      ${fields}
      <button>Continue</button>
    </form>
    ${raw(`<script>${SUBMIT}</script>`)}`
  return showPage('Continue to the application', form, { headers, scriptHash: SUBMIT_HASH })
}
