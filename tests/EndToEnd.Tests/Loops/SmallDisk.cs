using System.Diagnostics;
using Panta.Tests;

namespace Panta.EndToEnd.Loops;

/// <summary>A disk of a few megabytes in memory, for tests that fill it or take its writing away.</summary>
sealed class SmallDisk : IDisposable
{
    readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("panta-disk-");

    public SmallDisk(int megabytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _place.FullName) != 0) throw new IOException("No small disk could be mounted.");
    }

    public string this[string name] => Path.Combine(_place.FullName, name);

    /// <summary>Takes all that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(this["filler"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 << 10];
        try
        {
            for (var size = block.Length; size > 0;)
            {
                try
                {
                    file.Write(block, 0, size);
                }
                catch (IOException)
                {
                    size /= 2;
                }
            }
        }
        finally
        {
            file.Flush();
        }
    }

    public string Folder => _place.FullName;

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", _place.FullName));

    public void MakeWritable() => Assert.Equal(0, Run("mount", "-o", "remount,rw", _place.FullName));

    public void Dispose()
    {
        Run("umount", "-l", _place.FullName);
        _place.Delete();
    }

    public static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A test that mounts a disk: skipped, with the reason, where this user may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SmallDiskFactAttribute : FactAttribute
{
    static readonly Lazy<bool> MayMount = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;

        try
        {
            new SmallDisk(1).Dispose();
            return true;
        }
        catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>Whether it needs PostgreSQL besides. Default false.</summary>
    public bool NeedsPostgres
    {
        get;
        set
        {
            field = value;
            if (value && PostgresServer.Binaries is null) Skip ??= "needs PostgreSQL's initdb and postgres on the PATH or in /usr/lib/postgresql";
        }
    }

    public SmallDiskFactAttribute()
    {
        if (!MayMount.Value) Skip = "mounts a small disk, which only root may, and not in every container";
    }
}
