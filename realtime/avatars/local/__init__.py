"""The embedded avatar: a drawn face that talks over WebRTC, without an account or a key."""
