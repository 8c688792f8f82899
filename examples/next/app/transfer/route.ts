import { authorize } from 'tokenstile/next'
import { protect } from '../../auth'

const recent = authorize({ user: true, maxAuthAgeSeconds: 300 })

export const POST = protect(recent((request, auth) => Response.json({ transferredBy: auth.user?.id })))
