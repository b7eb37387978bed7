// How a proved cell of the codec table is told.

/** One line. */
export function summary(result) {
    const { name, status, layers, switches } = result;
    if (result.reason) {
        return `${name}: ${status} (${result.reason})`;
    }
    if (result.codecHeard) {
        return `${name}: ${status}${result.error ? ` (${result.error})` : ''}; ${result.codecHeard}, energy ${result.energy}, `
            + `${result.packets} packets, made up ${result.concealedShare}`;
    }
    const seen = layers.map(({ width, height, share }) => `${width}x${height}@${share}`).join(' ');
    const figures = [
        `switches ${switches.join(' ')} ms`,
        `longest gap ${result.longestGapMillis} ms, own ${result.longestOwnGapMillis} ms`,
        `${result.freezes} freezes`,
        `${result.plis} PLIs`,
        `${result.framesDropped}/${result.framesDecoded} dropped`,
        `${result.encoder} to ${result.decoder}`,
        ...(result.earlier?.length > 0 ? [`attempt ${result.earlier.length + 1}, before: ${result.earlier[0].error}`] : []),
    ];
    return `${name}: ${status}${result.error ? ` (${result.error})` : ''}; ${seen}; ${figures.join(', ')}`;
}
