using System.Text;
using Panta.Data.Storage;

namespace Panta.Data.Tests.Storage;

/// <summary>What every storage of tables does the same.</summary>
[Collection("S3")]
public sealed class TableFilesTests(S3Server server) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void A_file_is_made_once_and_never_overwritten(string storage)
    {
        var files = Files(storage);

        Assert.True(files.TryCreate("_delta_log/0.json", Bytes("first")));
        Assert.False(files.TryCreate("_delta_log/0.json", Bytes("second")));
        Assert.False(files.TryCreate("_delta_log/0.json", Bytes("first")));

        Assert.Equal("first", Text(files, "_delta_log/0.json"));
        Assert.Equal(["_delta_log/0.json"], files.List("_delta_log").Select(file => file.Name));
    }

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void Of_many_that_make_a_file_at_once_one_succeeds(string storage)
    {
        var files = Files(storage);
        for (var round = 0; round < 10; round++)
        {
            var made = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8)
                .Where(i => files.TryCreate($"_delta_log/{round}", Bytes($"{i}"))).ToList();

            Assert.Equal($"{Assert.Single(made)}", Text(files, $"_delta_log/{round}"));
        }
    }

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void Replacing_reading_and_deleting_see_the_newest_content(string storage)
    {
        var files = Files(storage);
        Assert.Null(files.TryRead("_delta_log/x", 100));
        Assert.Null(files.Find("_delta_log/x"));

        files.Replace("_delta_log/x", Bytes("one"));
        files.Replace("_delta_log/x", Bytes("0123456789"));

        Assert.Equal("0123456789", Text(files, "_delta_log/x"));
        Assert.Equal("0", Encoding.UTF8.GetString(files.Read("_delta_log/x", 0, 1)));
        Assert.Equal("345", Encoding.UTF8.GetString(files.Read("_delta_log/x", 3, 3)));
        Assert.Equal(10, files.Find("_delta_log/x")!.Value.Size);
        Assert.InRange(files.Find("_delta_log/x")!.Value.Modified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.ThrowsAny<IOException>(() => files.Read("_delta_log/x", 8, 3));
        Assert.ThrowsAny<IOException>(() => files.Read("_delta_log/x", 20, 1));
        Assert.Contains("at most 9 are read", Assert.ThrowsAny<IOException>(() => files.TryRead("_delta_log/x", 9)).Message);
        Assert.Throws<FileNotFoundException>(() => files.Read("_delta_log/y", 0, 1));

        files.Delete(["_delta_log/x", "_delta_log/never there", "no folder/y"]);
        Assert.Null(files.Find("_delta_log/x"));
    }

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void A_folder_is_listed_in_order_from_a_name_on(string storage)
    {
        var files = Files(storage);
        string[] names = ["_delta_log/00.json", "_delta_log/01.json", "_delta_log/02.checkpoint.parquet", "_delta_log/02.json", "_delta_log/_last",
            "b c+d%20é/x=1/f.parquet", "g.parquet"];
        Assert.Empty(files.List(""));
        Write(files, names.Reverse());

        Assert.Equal(names, files.List("", deep: true).Select(file => file.Name));
        Assert.Equal(["g.parquet"], files.List("").Select(file => file.Name));
        Assert.Equal(names[2..5], files.List("_delta_log", after: "01.json").Select(file => file.Name));
        Assert.Equal(["b c+d%20é/x=1/f.parquet"], files.List("b c+d%20é", deep: true).Select(file => file.Name));
        Assert.Empty(files.List("b c+d%20é"));
        Assert.Empty(files.List("nowhere"));
        Assert.All(files.List("", deep: true), file => Assert.Equal(Encoding.UTF8.GetByteCount(file.Name), file.Size));
    }

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void Staged_files_appear_together_or_not_at_all_and_are_fetched_whole(string storage)
    {
        var files = Files(storage);
        using (var staged = files.Stage())
        {
            File.WriteAllText(staged.Add("abandoned.parquet"), "x");
            File.WriteAllText(staged.Add("_delta_log/abandoned", watched: true), "x");
            File.WriteAllText(staged.Scratch(), "x");
        }

        Write(files, ["p=1/one.parquet", "two.parquet"]);

        Assert.Equal(["p=1/one.parquet", "two.parquet"], files.List("", deep: true).Select(file => file.Name));
        using var fetched = files.Fetch(["two.parquet", "p=1/one.parquet", "two.parquet"]);
        Assert.Equal(["two.parquet", "p=1/one.parquet", "two.parquet"], fetched.Paths.Select(File.ReadAllText));
        Assert.Equal("three.parquet", Assert.Throws<FileNotFoundException>(() => files.Fetch(["two.parquet", "three.parquet"])).FileName);
    }

    [S3Theory, InlineData("local"), InlineData("s3")]
    public void A_file_of_the_log_that_was_replaced_is_fetched_anew(string storage)
    {
        var files = Files(storage);
        foreach (var content in new[] { "first", "other" })
        {
            files.Replace("_delta_log/5.checkpoint.parquet", Bytes(content));
            using var fetched = files.Fetch(["_delta_log/5.checkpoint.parquet"]);
            Assert.Equal(content, File.ReadAllText(fetched.Paths[0]));
        }
    }

    ITableFiles Files(string storage)
    {
        var files = TableFiles.At(storage == "s3" ? server.NewTable() : _folder["table"], server.Options);
        files.MakeFolder("_delta_log");
        return files;
    }

    // Each file holds its own name.
    static void Write(ITableFiles files, IEnumerable<string> names)
    {
        using var staged = files.Stage();
        foreach (var name in names) File.WriteAllText(staged.Add(name), name);
        staged.Publish();
    }

    static string Text(ITableFiles files, string name) => Encoding.UTF8.GetString(files.TryRead(name, 1000)!);

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
