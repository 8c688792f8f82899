import { authorize } from 'tokenstile/next'
import { protect } from '../../auth'

const adminsOnly = authorize({ roles: ['admin'] })

export const GET = protect(adminsOnly((request, auth) => Response.json({ admin: auth.user?.id })))
