// The delay in plain C.
#include "delay.h"

static void read_gliding(f32 *restrict out, const f32 *restrict tap, f32 fraction, f32 drift) {
    for (int frame = 0; frame < BLOCK; frame++) {
        const f32 position = fraction + (1 - drift) * frame, whole = floorf(position), f = position - whole, f2 = f * f, f3 = f2 * f;
        // Catmull–Rom.
        const f32 w0 = 0.5f * (f2 + f2 - f3 - f), w3 = 0.5f * (f3 - f2), w2 = 0.5f * f + (f2 + f2 - 1.5f * f3), w1 = 1 - w0 - w2 - w3;
        const f32 *x = tap + 2 * ((int)whole - 1);
        out[2 * frame] = w0 * x[0] + w1 * x[2] + w2 * x[4] + w3 * x[6];
        out[2 * frame + 1] = w0 * x[1] + w1 * x[3] + w2 * x[5] + w3 * x[7];
    }
}

static void echo(Delay *d, const f32 *restrict taps, f32 *restrict head, const f32 *restrict left, const f32 *restrict right,
                 f32 *restrict out_left, f32 *restrict out_right) {
    const f32 ha = d->high_a, hb = 1 - ha, la = d->low_a, lb = 1 - la, low_on = d->low_cut;
    f32 high_l = d->high[0], high_r = d->high[1], low_l = d->low[0], low_r = d->low[1];
    for (int frame = 0; frame < BLOCK; frame++) {
        high_l = ha * taps[2 * frame] + hb * high_l, high_r = ha * taps[2 * frame + 1] + hb * high_r;
        low_l = la * high_l + lb * low_l, low_r = la * high_r + lb * low_r;
        const f32 yl = high_l - low_on * low_l, yr = high_r - low_on * low_r, l = left[frame], r = right[frame];
        head[2 * frame] = d->feedback * (d->ping_pong ? yr : yl) + ((d->ping_pong ? 0.5f * (l + r) : l) + 1e-18f);
        head[2 * frame + 1] = d->feedback * (d->ping_pong ? yl : yr) + ((d->ping_pong ? 0 : r) + 1e-18f);
        out_left[frame] = d->wet * yl + d->dry * l;
        out_right[frame] = d->wet * yr + d->dry * r;
    }
    d->high[0] = high_l, d->high[1] = high_r, d->low[0] = low_l, d->low[1] = low_r;
}
