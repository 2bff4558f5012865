/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/sandbox.h"
#include "tests/unit/scene_for_test.h"

enum { LOG = 20, TERMINAL, KEPT, OTHER, DESCRIPTORS_END };
enum { PAGE = 4096, REFUSED = 77 };

/* --- what is tried; each gives whether the kernel did it --- */

static void *thread_work(void *done)
{
    *(int *)done = 1;
    return NULL;
}

static bool make_thread(void)
{
    pthread_t thread;
    int done = 0;
    return pthread_create(&thread, NULL, thread_work, &done) == 0 && pthread_join(thread, NULL) == 0 && done == 1;
}

static bool map_memory(int protection, int flags, int descriptor)
{
    return mmap(NULL, PAGE, protection, MAP_PRIVATE | flags, descriptor, 0) != MAP_FAILED;
}

static bool use_memory(void)
{
    unsigned char *bytes = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return bytes != MAP_FAILED && mprotect(bytes, PAGE, PROT_READ | PROT_WRITE) == 0 && madvise(bytes, PAGE, MADV_DONTDUMP) == 0 &&
           munmap(bytes, PAGE) == 0;
}

static bool make_code(void)
{
    void *bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return bytes != MAP_FAILED && mprotect(bytes, PAGE, PROT_READ | PROT_EXEC) == 0;
}

static bool write_to(int descriptor)
{
    return write(descriptor, "x", 1) == 1 && writev(descriptor, &(struct iovec){(char[]){'y'}, 1}, 1) == 1;
}

static bool tell_time(void)
{
    struct tm utc;
    char year[sizeof "2000"];
    time_t now = time(NULL);
    return gmtime_r(&now, &utc) != NULL && strftime(year, sizeof year, "%Y", &utc) == 4 && timegm(&utc) == now;
}

static bool start_program(void)
{
    execve("/bin/true", (char *[]){NULL}, (char *[]){NULL});
    return true;
}

static bool try_clone3(void)
{
    return syscall(SYS_clone3, NULL, 0) < 0;
}

static bool write_stdout(void)
{
    return write_to(STDOUT_FILENO);
}

static bool write_stderr(void)
{
    return write_to(STDERR_FILENO);
}

static bool write_log(void)
{
    return write_to(LOG);
}

static bool write_terminal(void)
{
    return write_to(TERMINAL);
}

static bool write_kept(void)
{
    return write_to(KEPT);
}

static bool write_other(void)
{
    return write_to(OTHER);
}

static bool write_position(void)
{
    return pwrite(STDOUT_FILENO, "x", 1, 0) == 1;
}

static bool close_stdout(void)
{
    return close(STDOUT_FILENO) == 0;
}

static bool signal_self(void)
{
    return raise(SIGCHLD) == 0 && kill(getpid(), 0) == 0;
}

static bool count_cores(void)
{
    return sched_getaffinity(0, sizeof(cpu_set_t), &(cpu_set_t){0}) == 0;
}

static bool read_input(void)
{
    return read(STDIN_FILENO, (char[1]){0}, 1) >= 0;
}

static bool open_file(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool list_folder(void)
{
    return open("/", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool make_file(void)
{
    return open("made", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool make_folder(void)
{
    return mkdir("made", 0700) == 0;
}

static bool remove_file(void)
{
    return unlink("victim") == 0;
}

static bool rename_file(void)
{
    return rename("victim", "renamed") == 0;
}

static bool change_mode(void)
{
    return chmod("victim", 0777) == 0;
}

static bool truncate_file(void)
{
    return truncate("victim", 0) == 0;
}

static bool look_at_file(void)
{
    return access("victim", R_OK) == 0;
}

static bool copy_descriptor(void)
{
    return dup(STDOUT_FILENO) >= 0;
}

static bool control_descriptor(void)
{
    return fcntl(OTHER, F_SETFL, 0) == 0;
}

static bool map_file(void)
{
    return map_memory(PROT_READ, 0, OTHER);
}

static bool map_code(void)
{
    return map_memory(PROT_READ | PROT_EXEC, MAP_ANONYMOUS, -1);
}

static bool open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool make_process(void)
{
    return fork() >= 0;
}

static bool make_namespace(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static bool signal_other(void)
{
    return kill(getppid(), 0) == 0;
}

static bool signal_group(void)
{
    return kill(0, 0) == 0;
}

static bool trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool become_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool filter_again(void)
{
    return syscall(SYS_seccomp, 0, 0, NULL) == 0;
}

static bool change_user(void)
{
    return setuid(getuid()) == 0;
}

static bool unknown_call(void)
{
    return syscall(100000) == 0;
}

static const struct {
    const char *name;
    bool (*attempt)(void);
    bool served;
} attempts[] = {
    {"a thread", make_thread, true},
    {"memory", use_memory, true},
    {"stdout", write_stdout, true},
    {"stderr", write_stderr, true},
    {"the log", write_log, true},
    {"the terminal", write_terminal, true},
    {"what was to be kept", write_kept, true},
    {"the end of stdout", close_stdout, true},
    {"a signal to oneself", signal_self, true},
    {"cores", count_cores, true},
    {"the time", tell_time, true},
    {"clone3, which is said not to be there", try_clone3, true},
    {"stdin", read_input, false},
    {"a descriptor that is not ours", write_other, false},
    {"stdout at another place", write_position, false},
    {"open", open_file, false},
    {"list", list_folder, false},
    {"make a file", make_file, false},
    {"make a folder", make_folder, false},
    {"remove", remove_file, false},
    {"rename", rename_file, false},
    {"chmod", change_mode, false},
    {"truncate", truncate_file, false},
    {"access", look_at_file, false},
    {"dup", copy_descriptor, false},
    {"fcntl", control_descriptor, false},
    {"a file as memory", map_file, false},
    {"memory with code", map_code, false},
    {"code in memory", make_code, false},
    {"a socket", open_socket, false},
    {"a local socket", open_local_socket, false},
    {"fork", make_process, false},
    {"exec", start_program, false},
    {"a namespace", make_namespace, false},
    {"a signal to another", signal_other, false},
    {"a signal to the group", signal_group, false},
    {"ptrace", trace, false},
    {"prctl", become_dumpable, false},
    {"another filter", filter_again, false},
    {"setuid", change_user, false},
    {"a call that does not exist", unknown_call, false},
};

/* --- a process for each --- */

static const struct messages closed = {.sinks = {{.descriptor = STDERR_FILENO}, {.descriptor = -1}, {.descriptor = -1}}};
static const struct messages opened = {.sinks = {[SINK_STDERR] = {.descriptor = STDERR_FILENO},
                                                 [SINK_TERMINAL] = {.descriptor = TERMINAL},
                                                 [SINK_LOG] = {.descriptor = LOG}}};

/* The child's status: 0 where the kernel did what was tried. */
static int status_of(const struct scene *scene, const struct messages *messages, bool (*attempt)(void))
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        auto_arena arena = {0};
        struct note_list notes = {.arena = &arena};
        int victim = chdir(scene->folder) == 0 ? open("victim", O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
        for (int descriptor = STDIN_FILENO; descriptor < DESCRIPTORS_END; descriptor++)
            if (victim < 0 || write(victim, "x", 1) != 1 || (descriptor != victim && dup2(victim, descriptor) < 0))
                _exit(2);
        if (messages == &opened)
            sandbox_keep_output(KEPT);
        sandbox_enter(messages, &notes);
        for (size_t i = 0; i < notes.count; i++)
            if (strstr(notes.items[i].text.at, "filter of system calls") != NULL)
                _exit(REFUSED);
        _exit(attempt() ? 0 : 1);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED)
        skip(); /* this machine lets nobody filter calls */
    return status;
}

static void test_calls(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        int status = status_of(scene, &opened, attempts[i].attempt);
        bool good = attempts[i].served ? status == 0 : WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
        if (!good)
            print_error("%s: status %d\n", attempts[i].name, status);
        assert_true(good);
    }
    assert_int_equal(access(scene_path(scene, "made"), F_OK), -1);
}

static void test_only_what_is_open_is_written_to(void **state)
{
    assert_int_equal(status_of(*state, &closed, write_stderr), 0);
    assert_int_equal(WTERMSIG(status_of(*state, &closed, write_log)), SIGSYS);
    assert_int_equal(WTERMSIG(status_of(*state, &closed, write_terminal)), SIGSYS);
    assert_int_equal(WTERMSIG(status_of(*state, &closed, write_kept)), SIGSYS);
}

static void *open_in_thread(void *unused)
{
    (void)unused;
    open_file();
    return NULL;
}

static bool open_file_in_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, open_in_thread, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static void test_threads_end_the_whole(void **state)
{
    assert_int_equal(WTERMSIG(status_of(*state, &closed, open_file_in_thread)), SIGSYS);
}

static void test_a_build_without_says_so(void **state)
{
    struct scene *scene = *state;
    struct note_list notes = {.arena = &scene->arena};
    sandbox_enter(&closed, &notes);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.items[0].kind, NOTE_DETAIL);
    assert_string_equal(notes.items[0].text.at, "sandbox: this program was built without one");
    assert_true(open_file());
}

int main(void)
{
    const struct CMUnitTest with[] = {
        in_a_scene(test_calls),
        in_a_scene(test_only_what_is_open_is_written_to),
        in_a_scene(test_threads_end_the_whole),
    };
    const struct CMUnitTest without[] = {
        in_a_scene(test_a_build_without_says_so),
    };
    if (strcmp(sandbox_parts, "none") == 0)
        return cmocka_run_group_tests_name("without a sandbox", without, NULL, NULL);
    return cmocka_run_group_tests_name("sandbox", with, NULL, NULL);
}
