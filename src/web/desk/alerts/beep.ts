/** Two short tones, the second higher: heard through an office, over in half a second. */
const TONES = [
  { hz: 660, from: 0, to: 0.16 },
  { hz: 880, from: 0.2, to: 0.42 },
] as const;
const LOUDNESS = 0.16;

let audio: AudioContext | undefined;

/**
 * Sounds the alert. Browsers let a page sound only after it was clicked or typed into; until then this stays silent.
 */
export function beep(): void {
  audio ??= new AudioContext();
  const context = audio;
  if (context.state === "running") play(context);
  else
    context.resume().then(
      () => {
        play(context);
      },
      () => undefined,
    );
}

function play(context: AudioContext): void {
  for (const { hz, from, to } of TONES) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = context.currentTime + from;
    const end = context.currentTime + to;
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, end);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(end);
  }
}
