using Panta.Tests;

namespace Panta.Monitoring.Tests;

public sealed class GoldenTests
{
    [SharedFact("golden/statistics/lcg.json")]
    public void The_generator_gives_the_published_numbers()
    {
        foreach (var item in Golden.Cases("lcg.json"))
            Assert.Equal(item.Numbers("expected"), Golden.Generate(item.GetProperty("input").GetProperty("lcg")));
    }
}
