import { protect } from '../../auth'

export const GET = protect((request, auth) => Response.json(auth.user))
