namespace Panta.Cli.Tests.Commands;

public sealed class DataCheckTests
{
    [Fact]
    public async Task Broken_claims_are_told_and_end_with_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(50));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        var later = folder.Write("later.csv", "area,rooms,town,price\n50,2,Bonn,\n60,2,Ulm,190.5\n");

        var good = await Cli.RunAsync("data", "check", folder["panta.yaml"]);
        var bad = await Cli.RunAsync("data", "check", folder["panta.yaml"], "--file", later);

        Assert.Equal(0, good.Code);
        Assert.Equal(1, bad.Code);
        Assert.Contains("BROKEN  price is not null", bad.Out);
        Assert.Contains("1 rows keep them all, 1 would go to quarantine.", bad.Out);
    }
}
