/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/stop.h"

/* What Linux's line discipline keeps of a line, its end included; it swallows the rest without a word. */
enum { LINE_BYTES = 4095 };

static const char terminal_path[] = "/dev/tty";

/* One line, or what stands in front of an end of the input. */
static int read_line(int terminal, struct secret *line, struct err *err)
{
    while (line->len < line->room) {
        ssize_t got = read(terminal, line->bytes + line->len, 1);
        if (got == 0 || (got > 0 && line->bytes[line->len] == '\n'))
            return 0;
        if (got > 0)
            line->len++;
        else if (errno != EINTR)
            return err_set(err, ERR_IO, "%s: cannot be read: %s", terminal_path, strerror(errno));
    }
    err_set(err, ERR_INPUT, "the line is longer than a terminal hands over");
    return err_hint(err, "put the plaintext into a file or a pipe: --from-file FILE");
}

/* Without echo but for the line's end. No key may stop the program and leave the terminal so: who is stopped gives nothing back. */
static int ask(int terminal, struct text question, struct secret *line, struct err *err)
{
    struct termios before, quiet;
    if (tcgetattr(terminal, &before) != 0)
        return err_set(err, ERR_IO, "%s: cannot be asked: %s", terminal_path, strerror(errno));
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
    quiet.c_lflag |= ECHONL | ICANON | ISIG;
    quiet.c_cc[VQUIT] = quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    stop_restores(terminal, &before);
    int result = 0;
    if (tcsetattr(terminal, TCSAFLUSH, &quiet) != 0)
        result = err_set(err, ERR_IO, "%s: cannot be kept from showing what is typed: %s", terminal_path, strerror(errno));
    else if (output_write(terminal, terminal_path, &question, 1, err) != 0 || read_line(terminal, line, err) != 0)
        result = -1;
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    stop_restores(-1, NULL);
    return result;
}

int prompt_read(struct text question, struct secret *out, struct err *err)
{
    int terminal = open(terminal_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return err_set(err, ERR_IO, "%s: cannot be opened: %s", terminal_path, strerror(errno));
    auto_secret line = secret_new(LINE_BYTES, SECRET_LOCKED);
    int result = ask(terminal, question, &line, err);
    close(terminal);
    if (result == 0)
        *out = secret_steal(&line);
    return result;
}
