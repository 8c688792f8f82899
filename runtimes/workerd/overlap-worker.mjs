// A Worker as a user writes one: each request is answered by who is calling.
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/fetch'

let protectedHandler

// oxlint-disable-next-line import/no-default-export -- a Worker is one
export default {
  fetch(request, env) {
    protectedHandler ??= authenticate(createVerifier(authgear(env.ENDPOINT)))((_, auth) =>
      Response.json({ subject: auth.subject }),
    )
    return protectedHandler(request)
  },
}
