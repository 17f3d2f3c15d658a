/** Starts a simulator and leaves it running. Wrong options are explained, with exit code 2. */
export async function startOrExplain(start: () => Promise<void>, usage: string): Promise<void> {
  try {
    await start();
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`);
    process.exitCode = 2;
  }
}

/** @throws Error in Vietnamese unless the text is a whole number from 1 to `most`. */
export function wholeNumber(text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`Không phải số từ 1 đến ${most}: ${text}`);
  return number;
}

/** Closes the simulator when the process is told to stop. */
export function closeOnSignal(simulator: { close(): Promise<void> }): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void simulator.close();
    });
  }
}
