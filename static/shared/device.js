/**
 * Opens the person's microphone. A failure is thrown as a MicrophoneError whose `reason` says what
 * the person can do about it.
 */

const CONSTRAINTS = {
  audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** `reason`: `refused`, `absent`, `busy`, `insecure` or `failed`. */
export class MicrophoneError extends Error {
  constructor(reason, options) {
    super(`microphone: ${reason}`, options);
    this.reason = reason;
  }
}

export async function openDevice() {
  // Without HTTPS (or localhost) browsers hide the device altogether.
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
  } catch (error) {
    throw new MicrophoneError(REASONS[error.name] ?? "failed");
  }
}

export function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
