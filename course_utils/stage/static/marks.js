// The shapes of points.

export function outline(ctx, marker, x, y, r) {
  const ring = { square: [4, Math.PI / 4, 1.2], triangle: [3, -Math.PI / 2, 1.25],
    diamond: [4, 0, 1.3] }[marker];
  if (marker === "cross") {
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r);
    ctx.lineTo(x - r, y + r);
  } else if (ring) {
    const [corners, turned, larger] = ring;
    for (let k = 0; k <= corners; k += 1) {
      const angle = turned + (2 * Math.PI * k) / corners;
      ctx.lineTo(x + r * larger * Math.cos(angle), y + r * larger * Math.sin(angle));
    }
  } else {
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  }
}
