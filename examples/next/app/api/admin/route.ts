import { authorize } from 'tokenstile/next'
import { protect } from '../../../auth'

export const GET = protect(
  authorize({ roles: ['admin'] })((request, auth) => Response.json({ admin: request.nextUrl.pathname })),
)
