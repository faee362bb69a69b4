// What both delays share: the line, the block of 32 frames, the modulation. A file that includes this defines the two
// loops that cost: `read_gliding` and `echo`.
#ifndef DELAY_H
#define DELAY_H

#include "effect.h"
#include <math.h>
#include <string.h>

#define BLOCK 32
// Frames repeated behind the line's last, so that a read never wraps.
#define GUARD 64

typedef struct {
    f32 dry, wet, feedback, high_a, low_a;
    int ping_pong, low_cut;
    int tap, length, write;
    double cycle, cycles, depth, offset, offset_step;
    // States of the loop filters, left and right.
    f32 high[2], low[2];
    f32 *line;
} Delay;

// One block of the line's output, interleaved, at positions that move by 1 − drift from `fraction` behind `tap` on.
static void read_gliding(f32 *restrict out, const f32 *restrict tap, f32 fraction, f32 drift);

// Filters what came out of the line, writes input and feedback into it, and mixes.
static void echo(Delay *d, const f32 *restrict taps, f32 *restrict head, const f32 *restrict left, const f32 *restrict right,
                 f32 *restrict out_left, f32 *restrict out_right);

// The coefficient of a one-pole low-pass whose −3 dB point lies exactly at `frequency`.
static f32 one_pole(double frequency, double sample_rate) {
    const double c = 1 - cos(2 * M_PI * frequency / sample_rate);
    return sqrt(c * (c + 2)) - c;
}

void *effect_create(f32 sample_rate) {
    Delay *d = allocate(sizeof(Delay));
    const double mix = parameter("wet_dry") * M_PI / 2;
    d->dry = cos(mix), d->wet = sin(mix);
    d->feedback = parameter("feedback");
    d->high_a = one_pole(parameter("high_cut"), sample_rate);
    d->low_a = one_pole(parameter("low_cut"), sample_rate);
    d->ping_pong = parameter("ping_pong") >= 0.5f, d->low_cut = parameter("low_cut") > 20;
    d->tap = lroundf(parameter("time") * sample_rate);
    d->depth = parameter("mod_depth") * 0.001 * sample_rate;
    d->cycles = parameter("mod_rate") * BLOCK / (double)sample_rate;
    // Six seconds, as the engine holds for its longest note.
    d->length = ((int)(6.005f * sample_rate) + 2 * GUARD) / BLOCK * BLOCK;
    d->line = allocate((d->length + GUARD) * 2 * sizeof(f32));
    return d;
}

void effect_process(void *effect, const f32 *left, const f32 *right, f32 *out_left, f32 *out_right) {
    Delay *d = effect;
    f32 buffer[2 * BLOCK] __attribute__((aligned(64)));
    for (int frame = 0; frame < QUANTUM; frame += BLOCK) {
        d->cycle += d->cycles;
        if (d->cycle >= 1) d->cycle -= 1;
        d->offset_step = (d->depth * sin(2 * M_PI * d->cycle) - d->offset) / BLOCK;
        const double behind = -d->offset, whole = floor(behind);
        int at = d->write - (d->tap - (int)whole + 1);
        if (at < 0) at += d->length;
        f32 *head = d->line + 2 * d->write;
        read_gliding(buffer, d->line + 2 * (at + 1), behind - whole, d->offset_step);
        echo(d, buffer, head, left + frame, right + frame, out_left + frame, out_right + frame);
        d->offset += d->offset_step * BLOCK;
        if (d->write < GUARD) memcpy(head + 2 * d->length, head, 2 * BLOCK * sizeof(f32));
        d->write += BLOCK;
        if (d->write >= d->length) d->write = 0;
    }
}

#endif
