/**
 * The connection that carries face, voice and microphone: answers one offer of the server's, once.
 * Whether to try again with another is somebody else's rule.
 */

// Browsers mend a short break themselves; so long they may.
const BREAK_MS = 5_000;
const CONNECT_MS = 20_000;

export class Call {
  #peer;
  #media = new MediaStream();
  #onLost;
  #timer;
  #track;
  #microphone = null;

  /**
   * `track`: the microphone's, or null;
   * `onMedia(MediaStream)` when a track comes, `onEvent(event)` for what the avatar tells,
   * `onCandidate(candidate)` for each address of this side; `onConnected()`, also after a short
   * break; `onBreak()`; `onLost()`, once: the call is closed then.
   */
  constructor({ iceServers, track, onMedia, onEvent, onCandidate, onConnected, onBreak, onLost }) {
    this.#track = track;
    this.#onLost = onLost;
    this.#peer = new RTCPeerConnection({ iceServers });
    this.#peer.ontrack = ({ track }) => {
      this.#media.addTrack(track);
      onMedia(this.#media);
    };
    this.#peer.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => onEvent(JSON.parse(data));
    };
    this.#peer.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) onCandidate(candidate.toJSON());
    };
    this.#peer.onconnectionstatechange = () => {
      const states = {
        connected: () => this.#connected(onConnected),
        disconnected: () => this.#broken(onBreak),
        failed: () => this.#lost(),
        closed: () => this.#lost(),
      };
      states[this.#peer.connectionState]?.();
    };
    this.#expect(CONNECT_MS);
  }

  /** The answer to the server's offer. */
  async answer(offer) {
    await this.#peer.setRemoteDescription(offer);
    const isAudio = ({ receiver }) => receiver.track.kind === "audio";
    const audio = this.#peer.getTransceivers().find(isAudio);
    if (audio) {
      // Without a microphone too: one that comes later needs no new offer.
      audio.direction = "sendrecv";
      this.#microphone = audio.sender;
      await this.#microphone.replaceTrack(this.#track);
    }
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    return this.#peer.localDescription;
  }

  async useMicrophone(track) {
    this.#track = track;
    await this.#microphone?.replaceTrack(track);
  }

  close() {
    clearTimeout(this.#timer);
    this.#peer.onconnectionstatechange = null;
    this.#peer.ondatachannel = this.#peer.ontrack = this.#peer.onicecandidate = null;
    this.#peer.close();
  }

  #connected(onConnected) {
    clearTimeout(this.#timer);
    onConnected();
  }

  #broken(onBreak) {
    this.#expect(BREAK_MS);
    onBreak();
  }

  #expect(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(), ms);
  }

  #lost() {
    this.close();
    this.#onLost();
  }
}
