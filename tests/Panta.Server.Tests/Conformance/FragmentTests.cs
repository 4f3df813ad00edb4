using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Conformance;

/// <summary>The words of messages that clients match, each in the answer to a call that calls for it.</summary>
public sealed class FragmentTests(Worlds worlds) : IClassFixture<Worlds>
{
    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Fragments.All.Count; i++) rows.Add(i, $"{Fragments.All[i].Call[..Math.Min(40, Fragments.All[i].Call.Length)]}: {Fragments.All[i].Said}");
            return rows;
        }
    }

    [StoreTheory]
    [MemberData(nameof(Rows))]
    public async Task The_message_has_the_words(int row, string about)
    {
        Assert.NotEmpty(about);
        var world = await worlds.Current;
        var fragment = Fragments.All[row];
        var (method, path) = fragment.Call.Split(' ', 2) is [var m, var p] ? (m, p) : throw new InvalidOperationException(fragment.Call);
        var root = path.StartsWith("/get-artifact", StringComparison.Ordinal) || path.StartsWith("/ajax-api", StringComparison.Ordinal)
            || path.StartsWith("/model-versions/get-artifact", StringComparison.Ordinal);

        var answer = await world.Send(new(method), await world.Fill((root ? "" : "/api/2.0/mlflow") + path), fragment.Body.Length == 0 ? null : await world.Fill(fragment.Body));

        var said = (await world.Fill(fragment.Said)).Split(" #");
        answer.Refuses(fragment.Status, said[0], said is [_, var code] ? code : null);
    }
}
