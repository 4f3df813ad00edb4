using Panta.Cli.Tests.Commands;

namespace Panta.Cli.Tests;

/// <summary>Garbage to every command: an exit code, a sentence that names the thing, nothing made, never a stack trace nor a name of .NET's.</summary>
public sealed class GarbageTests
{
    [Theory]
    [InlineData("new nofile.csv --target y", 1, "There is no file")]
    [InlineData("new empty.csv --target y", 1, "empty.csv' cannot be read: it is empty")]
    [InlineData("new noise.csv --target y", 1, "noise.csv' cannot be read")]
    [InlineData("new noise.parquet --target y", 1, "noise.parquet' cannot be read")]
    [InlineData("new ragged.csv --target b", 1, "at line 3: it has 1 values")]
    [InlineData("new broken.json --target a", 1, "broken.json' cannot be read")]
    [InlineData("new heading.csv --target b", 2, "0 rows and 2 columns")]
    [InlineData("new folder.csv --target b", 1, "it is a folder")]
    [InlineData("new rows.csv --target nope", 2, "no column 'nope'; it has x, y, t, z")]
    [InlineData("new rows.csv --target y --key nope", 2, "no column 'nope'")]
    [InlineData("new rows.csv --target y --name ../x", 1, "'../x' is no name")]
    [InlineData("new rows.csv --target y --out folder.csv", 2, "folder.csv' is a folder")]
    [InlineData("new rows.csv --target t", 2, "'t' is a time")]
    [InlineData("apply nofile.yaml", 1, "does not exist")]
    [InlineData("apply folder.csv", 1, "This is a folder")]
    [InlineData("apply noise.csv", 1, "noise.csv has 1 problem")]
    [InlineData("apply bomb.yaml", 1, "Anchors and tags are not allowed")]
    [InlineData("apply open.yaml", 1, "open.yaml has 1 problem")]
    [InlineData("apply tab.yaml", 1, "tab.yaml has 1 problem")]
    [InlineData("apply twice.yaml", 1, "'name' is there twice")]
    [InlineData("train names.yaml --no-log --out m", 1, "/endpoint/name: line")]
    [InlineData("train spans.yaml --no-log --out m", 1, "'-5d' is no duration: a number and one of s, m, h, d, w")]
    [InlineData("train words.yaml --no-log --out m", 1, "The target 'w' of project 'x' holds string, not numbers. Number its classes in source.query")]
    [InlineData("data check noise.csv", 1, "noise.csv has 1 problem")]
    [InlineData("data profile noise.csv", 1, "noise.csv' cannot be read")]
    [InlineData("data profile rows.xyz", 1, "extension '.xyz' is not known")]
    [InlineData("labels add rows.csv --endpoint e", 2, "no column 'entity_key'")]
    [InlineData("labels add nolabel.csv --endpoint e", 2, "Row 2 of nolabel.csv has no label")]
    [InlineData("labels add nokey.csv --endpoint e", 2, "Row 2 of nokey.csv has no entity_key")]
    [InlineData("labels add rows.csv --endpoint e --key x --label y --time y", 2, "Row 1 of rows.csv has no y: needs a time")]
    [InlineData("score nomodel rows.csv", 1, "MLmodel' is not there")]
    [InlineData("serve nomodel", 1, "MLmodel' is not there")]
    [InlineData("serve nomodel --port x", 2, "--port is 'x'; needs a whole number")]
    [InlineData("server --port 70000 --data d", 1, "Port 70000 does not exist")]
    [InlineData("server --host example.com --data d", 1, "'example.com'")]
    [InlineData("server --data rows.csv --port 0", 1, "rows.csv' cannot be opened")]
    [InlineData("runs --data nodb", 1, "file is not a database")]
    [InlineData("runs --data rows.csv", 1, "There is no store in")]
    [InlineData("runs --limit 0 --data d", 2, "--limit 0 is not allowed")]
    [InlineData("runs --server ftp://x", 2, "'ftp://x' is no address of a server")]
    [InlineData("runs --log-level loud", 2, "--log-level is 'loud'; needs trace, debug")]
    [InlineData("runs --log-file folder.csv", 1, "folder.csv' is denied")]
    [InlineData("retrain _empty_", 2, "An argument is empty")]
    [InlineData("retrain ../x --data d", 1, "project '..%2Fx' does not exist")]
    [InlineData("rollback nope --why x --data d", 1, "project 'nope' does not exist")]
    [InlineData("monitor nope --data d", 1, "project 'nope' does not exist")]
    [InlineData("models show ../../x --data d", 1, "../../x")]
    [InlineData("runs show ../x --data d", 1, "../x")]
    public async Task A_command_tells_garbage_in_a_sentence_that_names_it(string line, int code, string said)
    {
        using var folder = new TemporaryFolder();
        Garbage(folder);
        var before = Files(folder);

        var result = await Cli.RunAsync([.. line.Split(' ').Select(word => word == "_empty_" ? "" : Placed(folder, word))]);

        Assert.True(result.Code == code && result.Error.Contains(said, StringComparison.Ordinal), $"{line} ended with {result.Code}: {result.Error}");
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', result.Error);
        Assert.Empty(result.Out);
        Assert.Equal(before, Files(folder));
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("models")]
    [InlineData("monitor")]
    [InlineData("retrain houses")]
    [InlineData("rollback houses --why x")]
    [InlineData("labels add labels.csv --endpoint houses")]
    [InlineData("score models:/houses/1 rows.csv")]
    [InlineData("serve models:/houses/1")]
    public async Task A_mistyped_data_folder_is_named_and_not_made(string line)
    {
        using var folder = new TemporaryFolder();
        folder.Write("labels.csv", "entity_key,label\na,1\n");
        folder.Write("rows.csv", "area,rooms\n50,2\n");

        var result = await Cli.RunAsync([.. line.Split(' ').Select(word => Placed(folder, word)), "--data", folder["mistyped"]]);

        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains($"There is no store in '{folder["mistyped"]}'", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["mistyped"]));
    }

    [Theory]
    [InlineData("MLmodel")]
    [InlineData("panta/pipeline.json")]
    [InlineData("panta/arrays.bin")]
    public async Task A_model_file_cut_short_or_altered_anywhere_is_named(string file)
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var model = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories)))!;
        var path = Path.Combine(model, file);
        var whole = await File.ReadAllBytesAsync(path);
        var random = new Random(11);

        for (var trial = 0; trial < 25; trial++)
        {
            var damaged = trial % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (trial % 2 == 1) damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged);

            var result = await Cli.RunAsync("score", model, folder["houses.csv"], "--out", folder["scored"]);

            // MLmodel is text for people: what only changes its words, not what it means, is read.
            if (file == "MLmodel" && result.Code == 0) Directory.Delete(folder["scored"], recursive: true);
            else Assert.True(result.Code is 1 or 2 && (result.Error.Contains(model, StringComparison.Ordinal) || result.Code == 2), $"trial {trial} ended with {result.Code}: {result.Error}");
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Scoring_leaves_a_folder_with_other_files_alone()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var model = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder["data"], "MLmodel", SearchOption.AllDirectories)))!;

        var into = await Cli.RunAsync("score", model, folder["houses.csv"], "--out", folder.Root);
        var over = await Cli.RunAsync("score", model, folder["houses.csv"], "--out", folder["houses.csv"]);

        Assert.Equal((1, 1), (into.Code, over.Code));
        Assert.Contains("is not empty and no Delta table", into.Error, StringComparison.Ordinal);
        Assert.Contains("is a file; needs the folder", over.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["_delta_log"]));
    }

    [Fact]
    public async Task A_column_of_not_a_number_does_not_keep_a_project_from_being_drafted()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 60).Select(row => $"{row * 1.5},{(row % 2 == 0 ? "NaN" : "inf")},{row * 3 + row % 7}");
        folder.Write("rows.csv", $"a,b,y\n{string.Join('\n', rows)}\n");

        var result = await Cli.RunAsync("new", folder["rows.csv"], "--target", "y", "--out", folder["panta.yaml"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    // Words that stand for something in the test's folder; the rest are as they are.
    static string Placed(TemporaryFolder folder, string word) =>
        word.Contains('.') && !word.Contains('/') && !word.Contains("example", StringComparison.Ordinal) || word is "d" or "m" or "nomodel" or "nodb" ? folder[word] : word;

    static string[] Files(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(folder["d/"], StringComparison.Ordinal) && !file.StartsWith(folder["nodb"], StringComparison.Ordinal)).Order()];

    static void Garbage(TemporaryFolder folder)
    {
        var noise = new byte[5000];
        new Random(3).NextBytes(noise);
        File.WriteAllBytes(folder["noise.csv"], noise);
        File.WriteAllBytes(folder["noise.parquet"], noise);
        Directory.CreateDirectory(folder["nodb"]);
        Directory.CreateDirectory(folder["folder.csv"]);
        File.WriteAllBytes(folder["nodb/panta.db"], noise);
        Directory.CreateDirectory(folder["d"]);
        File.WriteAllBytes(folder["d/panta.db"], []); // a store with nothing in it
        folder.Write("empty.csv", "");
        folder.Write("heading.csv", "a,b\n");
        folder.Write("ragged.csv", "a,b\n1,2\n3\n4,5,6\n");
        folder.Write("broken.json", "{\"a\":1}\n[2");
        folder.Write("rows.csv", "x,y,t,z\n1,2,2011-01-01,5\n3,4,2011-01-02,6\n");
        folder.Write("rows.xyz", "x,y\n1,2\n");
        folder.Write("nolabel.csv", "entity_key,label\na,1.5\nb,NaN\n");
        folder.Write("nokey.csv", "entity_key,label\na,1\n,2\n");
        folder.Write("bomb.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
        folder.Write("open.yaml", "name: x\nchecks:\n  - {check: kpi\n  - {check: drift}\n");
        folder.Write("tab.yaml", "name: x\n\tsource: y\n");
        folder.Write("twice.yaml", "name: x\nname: y\n");
        const string Project = "name: x\nsource: {path: rows.csv}\npipeline: [{stage: DummyRegressor, labelCol: y}]\ntarget: y\nmetric: mae\n";
        folder.Write("spans.yaml", Project + "split: {holdout: -5d}\nendpoint: {name: e}\n");
        folder.Write("words.csv", "x,w\n1,good\n2,bad\n");
        folder.Write("words.yaml", Project.Replace("rows.csv", "words.csv").Replace("target: y", "target: w") + "split: {folds: 5}\nendpoint: {name: e}\n");
        folder.Write("names.yaml", Project + "split: {folds: 5}\nendpoint: {name: ../e}\n");
    }
}
