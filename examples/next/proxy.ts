import { NextResponse } from 'next/server'
import { protect } from './auth'

export const proxy = protect(() => NextResponse.next())
export const config = { matcher: ['/me', '/admin', '/transfer'] }
