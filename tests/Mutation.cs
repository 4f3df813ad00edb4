namespace Panta.Tests;

/// <summary>Damages bytes as disks, editors and attackers do: flipped bits, runs overwritten, cut, doubled or moved. The same seed damages the same way.</summary>
static class Mutation
{
    public static byte[] Of(byte[] bytes, int seed)
    {
        var random = new Random(seed);
        var changed = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0 && changed.Count > 0; times--)
        {
            var at = random.Next(changed.Count);
            var length = Math.Min(changed.Count - at, random.Next(1, 40));
            switch (random.Next(6))
            {
                case 0: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: changed[at] = (byte)random.Next(256); break;
                case 2: changed.RemoveRange(at, length); break;
                case 3: changed.RemoveRange(at, changed.Count - at); break;
                case 4: changed.InsertRange(at, changed.GetRange(at, length)); break;
                default: for (var i = 0; i < length; i++) changed[at + i] = (byte)random.Next(256); break;
            }
        }

        return [.. changed];
    }
}
