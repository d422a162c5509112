"""Makes an access token, signed with VIVAVOZ_ACCESS_SECRET: make_token.py USER SCOPES DAYS"""

import os
import sys
import time

import jwt

user, scopes, days = sys.argv[1:]
claims = {
    # Who numbers users: digits become a number.
    "user_id": int(user) if user.isdecimal() else user,
    "scope": scopes,
    "exp": int(time.time()) + 86_400 * int(days),
}
print(jwt.encode(claims, os.environ["VIVAVOZ_ACCESS_SECRET"], algorithm="HS256"))
